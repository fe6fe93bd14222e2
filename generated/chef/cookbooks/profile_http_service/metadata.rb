# Generated from catalog/profiles/http_service.yaml; edit there.
name 'profile_http_service'
maintainer 'The shop team'
maintainer_email 'shop@example.org'
license 'All Rights Reserved'
description 'The shop\'s HTTP service'
version '0.1.0'
chef_version '>= 18.0'
supports 'debian'
