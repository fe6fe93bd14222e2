# Generated from catalog/roles/worker.yaml; edit there.
name 'role_worker'
maintainer 'The shop team'
maintainer_email 'shop@example.org'
license 'All Rights Reserved'
description 'Works off the shop\'s queue'
version '0.1.0'
chef_version '>= 18.0'
supports 'debian'

depends 'profile_shop_program'
depends 'profile_queue_worker'
depends 'profile_logging_rsyslog'
