# Generated from catalog/profiles/nginx_front.yaml; edit there.
name 'profile_nginx_front'
maintainer 'The shop team'
maintainer_email 'shop@example.org'
license 'All Rights Reserved'
description 'nginx as the front of an HTTP service on the same machine'
version '0.1.0'
chef_version '>= 18.0'
supports 'debian'
