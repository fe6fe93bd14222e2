# frozen_string_literal: true

log "bound to #{node.read('bound_thing', 'port')}"
