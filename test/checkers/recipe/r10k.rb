# frozen_string_literal: true

# r10k.rb ARGUMENTS: r10k with its set of gems alone.

home = '/run/checkers/r10k'
$LOAD_PATH.unshift(*Dir["#{home}/{extensions/*/*/*,gems/*/lib}"])
Gem.paths = { 'GEM_HOME' => home, 'GEM_PATH' => home }
require 'r10k/cli'
R10K::CLI.command.run(ARGV)
