# frozen_string_literal: true

# Stands in for the gem of this name: libarchive, and with it archive_file, is not part of the converger.
