# frozen_string_literal: true

# chef.rb: what Ruby and Chef make of /run/input, as JSON. literals.rb is an array; attributes/*.rb are attributes
# files, in the order of their names; templates.json names templates with their values, rendered by Chef and by ERB;
# recipes.json names cookbooks whose recipes run with these attributes.

home = '/run/rolebake/converger/chef'
$LOAD_PATH.unshift(*File.readlines("#{home}/load_path", chomp: true).map { |path| "#{home}/#{path}" })
Gem.paths = { 'GEM_HOME' => home, 'GEM_PATH' => home }

require 'erb'
require 'json'

INPUT = '/run/input'

def input(name)
  path = "#{INPUT}/#{name}"
  File.exist?(path) ? yield(path) : nil
end

def by_chef(path, values)
  require 'chef'
  require 'chef/mixin/template'
  context = Chef::Mixin::Template::TemplateContext.new(values.transform_keys(&:to_sym))
  context.render_template(path).dup.force_encoding('utf-8')
end

def by_erb(path, values)
  context = Object.new
  values.each { |name, value| context.instance_variable_set("@#{name}", value) }
  template = ERB.new(File.read(path, encoding: 'utf-8'), trim_mode: '-')
  template.result(context.instance_eval { binding })
end

def attributes
  default = Hash.new { |hash, key| hash[key] = {} }
  Dir["#{INPUT}/attributes/*.rb"].sort.each { |path| eval(File.read(path, encoding: 'utf-8'), binding, path) }
  default
end

# Chef with the cookbooks and attributes of the input, in a node of its own.
def run_context
  require 'chef'
  Chef::Config[:why_run] = false
  loader = Chef::CookbookLoader.new("#{INPUT}/cookbooks")
  loader.load_cookbooks
  node = Chef::Node.new
  attributes.each { |cookbook, values| values.each { |name, value| node.default[cookbook][name] = value } }
  Chef::RunContext.new(node, Chef::CookbookCollection.new(loader), Chef::EventDispatch::Dispatcher.new)
end

# Why Chef does not take a recipe with the attributes as they are; nil if it does.
def refusal(context, cookbook)
  context.node.run_list("recipe[#{cookbook}]")
  recipe = context.cookbook_collection.fetch(cookbook).load_recipe('default', context)
  recipe.run_context.resource_collection.all_resources.last.run_action(:create)
  nil
rescue StandardError => e
  "#{e.class}: #{e.message}"
end

def refusals(cookbooks)
  context = run_context
  cookbooks.each do |name|
    Dir["#{INPUT}/cookbooks/#{name}/resources/*.rb"].each do |path|
      Chef::Resource::LWRPBase.build_from_file(name, path, context)
    end
  end
  cookbooks.map { |name| refusal(context, name) }
end

templates = input('templates.json') { |path| JSON.parse(File.read(path, encoding: 'utf-8')) } || []
render = lambda do |how|
  templates.map do |name, values|
    send(how, "#{INPUT}/#{name}", values)
  rescue StandardError, ScriptError => e
    "#{e.class}: #{e.message[0, 500]}"
  end
end
puts JSON.generate(
  'literals' => input('literals.rb') { |path| eval(File.read(path, encoding: 'utf-8'), binding, path) },
  'attributes' => attributes,
  'chef' => render.call(:by_chef),
  'erb' => render.call(:by_erb),
  'refusals' => input('recipes.json') { |path| refusals(JSON.parse(File.read(path, encoding: 'utf-8'))) },
  'methods' => input('methods') { |_| require('chef') && Chef::Resource.instance_methods }
)
