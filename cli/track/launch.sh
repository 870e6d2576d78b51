#!/usr/bin/env sh
":" /* 2>/dev/null
# This file is a shell script and JavaScript at once. Node resets the signals that its parent ignored, as nohup does, closes
# inherited descriptors, opens standard streams that are closed and raises the limit of open files; this shell drops variables
# with names that are none in it, such as exported functions of Bash. The shell notes all of them for the command, then becomes
# Node. Node reads additional certificates at its start, which can take longer than all else: the shell keeps them until a
# server is asked.
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
streams=
isKnown=
for path in /dev/fd/*; do
  descriptor=${path##*[!0-9]}
  case $descriptor in '') continue ;; esac
  # The folder itself has a number: without any there is no such folder.
  isKnown=open
  case $descriptor in
    0 | 1 | 2)
      # The shell may have the script open in place of one that is closed.
      if [ -e "$path" ] && ! [ "$path" -ef "$0" ]; then streams="$streams $descriptor"; fi
      continue
      ;;
  esac
  # The shell has this script open, which may have been replaced on the disk meanwhile: it is closed when Node starts, which
  # is the 02000000 of its flags.
  if ! [ -e "$path" ] || [ "$path" -ef "$0" ]; then continue; fi
  flags=
  if [ -r "/proc/self/fdinfo/$descriptor" ]; then
    while read -r key value; do
      if [ "$key" = flags: ]; then flags=$value; break; fi
    done <"/proc/self/fdinfo/$descriptor"
  fi
  case $flags in *[2367]??????) continue ;; esac
  descriptors="$descriptors $descriptor"
done
environment=$({ ulimit -Sn && ulimit -Hn && base64 "/proc/$$/environ"; } 2>/dev/null)
# A variable holds less than 128 KiB.
if [ ${#environment} -gt 120000 ]; then environment=$(ulimit -Sn && ulimit -Hn); fi
CT_TRACK_INHERITED="$ignored:$descriptors:$isKnown$streams:$environment"
export CT_TRACK_INHERITED
if [ -n "$NODE_EXTRA_CA_CERTS" ] && [ -z "$NODE_OPTIONS" ]; then
  CT_TRACK_CERTIFICATES=$NODE_EXTRA_CA_CERTS
  export CT_TRACK_CERTIFICATES
  unset NODE_EXTRA_CA_CERTS
fi
exec node "$0" "$@"
*/
