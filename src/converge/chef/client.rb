# frozen_string_literal: true

# Chef's settings for one run in a machine: all that it reads and writes is below /run/rolebake.

root = '/run/rolebake'
state = "#{root}/converge/chef"

solo_legacy_mode true
node_name 'bake'
cookbook_path(["#{root}/tree/cookbooks", "#{root}/pinned"].select { |path| Dir.exist?(path) })
cache_path "#{state}/cache"
file_cache_path "#{state}/cache"
file_backup_path "#{state}/backup"
checksum_path "#{state}/checksums"
lockfile "#{state}/chef.lock"
chef_guid_path "#{state}/chef_guid"
chef_license 'accept-no-persist'
minimal_ohai true
enforce_default_paths true
log_location STDOUT
formatter 'doc'
# What is in a file is no one's business in a log.
diff_disabled true

require_relative 'run_report'
RunReport.new("#{state}/report.json", ["#{root}/tree/", "#{root}/pinned/"]).listen
