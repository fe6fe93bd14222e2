# What a machine shows that is not on its disk, or not as a file: one fact a line, "KIND<tab>NAME<tab>HOW IT IS".
export LC_ALL=C
tab=$(printf '\t')
of() { sed "s/^/$1$tab/"; }

# Nothing may still be starting.
for _ in $(seq 100); do [ -z "$(systemctl list-jobs --no-legend --plain)" ] && break; sleep 0.1; done

dpkg-query --show --showformat '${binary:Package}\t${Version} ${db:Status-Abbrev}\n' | of package
apt-mark showhold | sed "s/$/${tab}held/" | of package-hold
apt-mark showmanual | sed "s/$/${tab}manual/" | of package-mark
getent passwd | sed "s/:/$tab/" | of user
# Without the day of the last change.
cut -d: -f1,2,4- /etc/shadow | sed "s/:/$tab/" | of shadow
getent group | sed "s/:/$tab/" | of group
update-alternatives --get-selections | sed -E "s/[[:space:]]+/$tab/" | of alternative
systemctl list-unit-files --no-legend --plain | grep -v '^session-' | sed -E "s/[[:space:]]+/$tab/; s/[[:space:]]+$//" | of unit-file
# Devices and sessions are the host's and the visitor's.
systemctl list-units --all --no-legend --plain | grep -vE '^(session-|user|run-user-|dev-|sys-devices)' |
  awk -v OFS="$tab" '{ print "unit", $1, $2 " " $3 " " $4 }'
systemctl show --property=Id,NeedDaemonReload '*' | grep --before-context=1 '^NeedDaemonReload=yes' |
  sed -n "s/^Id=\(.*\)/unit-reload$tab\1${tab}changed on disk, not read again/p"
ss --no-header --listening --numeric --tcp --udp --processes |
  awk -v OFS="$tab" '{ match($0, /"[^"]*"/); print "port", $1 " " $5, substr($0, RSTART, RLENGTH) }'
# The root's options name its folders on the host.
findmnt --raw --noheadings --output TARGET,FSTYPE,OPTIONS | grep -vE '^/ |^/run/user/' | sed "s/ /$tab/" | of mount
if command -v nft >/dev/null; then
  nft --stateless list ruleset | awk -v OFS="$tab" '/^table/ { table = $0 } { print "firewall", table " line " NR, $0 }'
fi
