# Generated from catalog/profiles/shop_program.yaml; edit there.
name 'profile_shop_program'
maintainer 'The shop team'
maintainer_email 'shop@example.org'
license 'All Rights Reserved'
description 'What each command of the shop\'s program needs'
version '0.1.0'
chef_version '>= 18.0'
supports 'debian'
