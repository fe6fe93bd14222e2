# frozen_string_literal: true

log node['bound_thing']['deep']['title']
