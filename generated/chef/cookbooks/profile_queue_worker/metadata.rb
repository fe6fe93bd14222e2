# Generated from catalog/profiles/queue_worker.yaml; edit there.
name 'profile_queue_worker'
maintainer 'The shop team'
maintainer_email 'shop@example.org'
license 'All Rights Reserved'
description 'The shop\'s queue worker'
version '0.1.0'
chef_version '>= 18.0'
supports 'debian'
