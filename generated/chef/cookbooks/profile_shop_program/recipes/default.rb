# frozen_string_literal: true

# Generated from catalog/profiles/shop_program.yaml; edit there.
# What each command of the shop's program needs

profile_shop_program 'shop_program'
