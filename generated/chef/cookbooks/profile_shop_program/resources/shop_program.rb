# frozen_string_literal: true

# Generated from catalog/profiles/shop_program.yaml; edit there.
# What each command of the shop's program needs

unified_mode true

provides :profile_shop_program
resource_name :profile_shop_program

action :create do
  apt_package 'python3' do
    options '--no-install-recommends'
  end

  group 'shop' do
    system true
    append true
  end

  user 'shop' do
    system true
    gid 'shop'
    home '/var/lib/shop'
    shell '/usr/sbin/nologin'
    manage_home false
  end

  directory '/var/lib/shop' do
    owner 'shop'
    group 'shop'
    mode '0750'
  end

  directory '/var/lib/shop/queue' do
    owner 'shop'
    group 'shop'
    mode '0750'
  end

  directory '/etc/shop' do
    owner 'root'
    group 'root'
    mode '0755'
  end
end
