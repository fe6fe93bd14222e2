# frozen_string_literal: true

# What the converger is made of, one "kind name version" line each: a converger is known by it long after its build.
class Versions
  def initialize(target, debs)
    @target = target
    @debs = debs
  end

  def write(sets)
    lines = rubies + libraries + sets.flat_map { |tool, set| set.pins.map { |pin| "#{tool} #{pin.name} #{pin.version}" } }
    File.write("#{@target}/versions", "#{lines.uniq.join("\n")}\n")
  end

  private

  def rubies
    @debs.sort.map { |deb| "debian #{IO.popen(['dpkg-deb', '--show', deb], &:read).split.join(' ')}" }
  end

  # The packages of the builder tree whose libraries came along.
  def libraries
    names = Dir["#{@target}/lib/x86_64-linux-gnu/*.so.*"].map { |path| "*/x86_64-linux-gnu/#{File.basename(path)}" }
    owners = IO.popen(['dpkg-query', '--search', *names], err: File::NULL, &:read).scan(/^(\S+?)(?::\w+)?: /).flatten
    format = '--showformat=debian ${Package} ${Version}\n'
    IO.popen(['dpkg-query', '--show', format, *owners.uniq.sort.difference(%w[libruby3.1])], &:read).lines(chomp: true)
  end
end
