# Generated from catalog/roles/web.yaml; edit there.
name 'role_web'
maintainer 'The shop team'
maintainer_email 'shop@example.org'
license 'All Rights Reserved'
description 'The shop\'s pages, behind nginx'
version '0.1.0'
chef_version '>= 18.0'
supports 'debian'

depends 'profile_shop_program'
depends 'profile_http_service'
depends 'profile_nginx_front'
depends 'profile_logging_rsyslog'
