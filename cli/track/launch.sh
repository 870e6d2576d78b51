#!/bin/sh
":" /* 2>/dev/null
# This file is a shell script and JavaScript at once. Node resets the signals that its parent ignored, as nohup does, and
# closes inherited descriptors: the shell notes both for the command, then becomes Node. Node reads additional certificates
# at its start, which can take longer than all else: the shell keeps them until a server is asked.
ignored=
if [ -r /proc/self/status ]; then
  while read -r key value; do
    if [ "$key" = SigIgn: ]; then ignored=$value; break; fi
  done </proc/self/status
else
  for signal in HUP INT QUIT; do
    if /bin/sh -c "kill -$signal \$\$" 2>/dev/null; then ignored="$ignored $signal"; fi
  done
fi
descriptors=
for path in /dev/fd/*; do
  case ${path##*[!0-9]} in
  0 | 1 | 2 | '') ;;
  *) if [ -e "$path" ] && ! [ "$path" -ef "$0" ]; then descriptors="$descriptors ${path##*[!0-9]}"; fi ;;
  esac
done
CT_TRACK_INHERITED="$ignored:$descriptors"
export CT_TRACK_INHERITED
if [ -n "$NODE_EXTRA_CA_CERTS" ] && [ -z "$NODE_OPTIONS" ]; then
  CT_TRACK_CERTIFICATES=$NODE_EXTRA_CA_CERTS
  export CT_TRACK_CERTIFICATES
  unset NODE_EXTRA_CA_CERTS
fi
exec node "$0" "$@"
*/
