#!/bin/sh
# Is this webhook really tocsin's, and new? With nothing but openssl.
#
#   verify.sh SECRET ID TIMESTAMP SIGNATURES [NOW] < body
#
# ID, TIMESTAMP and SIGNATURES are the headers webhook-id, webhook-timestamp and
# webhook-signature. Exit code 0: yes. For scripts and for trying things out: whoever can list
# this machine's processes sees the key.
set -eu
case $3 in '' | *[!0-9]*) echo "no time" && exit 1 ;; esac
age=$((${5:-$(date +%s)} - $3))
if [ "$age" -gt 300 ] || [ "$age" -lt -300 ]; then echo "too old, or from the future" && exit 1; fi
key=$(printf %s "${1#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
ours=$({ printf '%s.%s.' "$2" "$3" && cat; } |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
case " $4 " in *" v1,$ours "*) echo "valid" ;; *) echo "wrong signature" && exit 1 ;; esac
