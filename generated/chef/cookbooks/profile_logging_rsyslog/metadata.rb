# Generated from rolebake:profiles/logging_rsyslog.yaml; edit there.
name 'profile_logging_rsyslog'
maintainer 'The shop team'
maintainer_email 'shop@example.org'
license 'All Rights Reserved'
description 'Rotates the logs of a role and ships them with rsyslog to the collector that a flag names'
version '0.1.0'
chef_version '>= 18.0'
supports 'debian'
