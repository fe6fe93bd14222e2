# frozen_string_literal: true

# Stands in for InSpec, of which Chef loads everything on each run only to log its name.
# Chef's compliance phase is not part of the converger.
module Inspec
  VERSION = '0'

  module Dist
    PRODUCT_NAME = 'InSpec'
  end
end
