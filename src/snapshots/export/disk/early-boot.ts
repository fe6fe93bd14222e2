/** What is loaded before the root file system is looked for: disks, network, firewall. An image need not hold kmod. */
const MODULES = [
  ...['virtio_pci', 'virtio_blk', 'virtio_scsi', 'virtio_net', 'virtio_rng', 'virtio_console'],
  ...['ata_piix', 'ata_generic', 'sd_mod', 'vmxnet3', 'xen_blkfront', 'xen_netfront', 'ena', 'qemu_fw_cfg'],
  ...['nf_tables', 'nft_ct', 'nft_log', 'nft_limit', 'nft_reject_inet', 'nft_chain_nat', 'nft_masq'],
] as const;

/** The first program: loads modules, waits at most 20 s for the file system of the command line's `root=UUID=...`. */
export const INIT = `#!/bin/busybox sh
busybox=/bin/busybox
$busybox mount -t devtmpfs none /dev
$busybox mount -t proc none /proc
$busybox mount -t sysfs none /sys
for module in ${MODULES.join(' ')}; do $busybox modprobe -q "$module"; done
for word in $($busybox cat /proc/cmdline); do
  case $word in root=*) wanted=\${word#root=} ;; esac
done
tries=0
until device=$($busybox findfs "$wanted" 2>/dev/null); do
  tries=$((tries + 1))
  if [ "$tries" -gt 200 ]; then
    echo "rolebake: there is no file system $wanted"
    exec $busybox sh
  fi
  $busybox sleep 0.1
done
$busybox mount -t ext4 -o rw "$device" /root || exec $busybox sh
exec $busybox switch_root /root /sbin/init
`;

/** The boot loader's settings. Both a screen and the first serial line show how the machine comes up. */
export const bootMenu = (rootUuid: string): string => `SERIAL 0 115200
DEFAULT linux
LABEL linux
  KERNEL vmlinuz
  INITRD initrd
  APPEND root=UUID=${rootUuid} rw console=tty0 console=ttyS0,115200 systemd.show_status=true panic=10
`;

/** What a disk has beside the image, by path, for no host makes it a machine: an address, and host keys of its own. */
export const DISK_FILES: Readonly<Record<string, string>> = {
  'etc/systemd/network/90-rolebake.network': '[Match]\nType=ether\n\n[Network]\nDHCP=yes\n',
  'etc/systemd/system/ssh.service.d/rolebake.conf':
    '[Service]\nExecStartPre=\nExecStartPre=/usr/bin/ssh-keygen -A\nExecStartPre=/usr/sbin/sshd -t\n',
};

/** Links of a disk, by path: units that start. */
export const DISK_LINKS: Readonly<Record<string, string>> = {
  'etc/systemd/system/multi-user.target.wants/systemd-networkd.service': '/lib/systemd/system/systemd-networkd.service',
};
