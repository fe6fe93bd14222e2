# frozen_string_literal: true

log "clients at once: #{node['postgresql']['config']['max_connections']}"
