#!/bin/sh
# Runs one program with the Ruby beside it; the environment stays as it is.
self=$(readlink -f "$0"); base=${self%/bin/*}; lib=$base/lib/ruby; native=$base/lib/x86_64-linux-gnu/ruby
exec "$base/bin/ruby" --disable=gems,rubyopt -I"$lib/vendor_ruby" -I"$lib/3.1.0" -I"$native/3.1.0" \
  "$base/boot.rb" @TOOL@ @PROGRAM@ "$@"
