/** The first sector of a disk that a BIOS boots, of Debian's package syslinux-common. */
export const LOADER = '/usr/lib/syslinux/mbr/mbr.bin';
