/** What `(eq NAME "text")` or `(eq NAME 5)` compares; undefined of any other expression. */
export function comparisonIn(
  expression: hbs.AST.Expression,
): { readonly subject: hbs.AST.Expression; readonly value: string | number } | undefined {
  if (expression.type !== 'SubExpression') return undefined;
  const { path, params, hash } = expression as hbs.AST.SubExpression;
  const [subject, literal] = params;
  if (path.original !== 'eq' || params.length !== 2 || (hash as hbs.AST.Hash | undefined) || !subject) return undefined;
  const isLiteral = literal?.type === 'StringLiteral' || literal?.type === 'NumberLiteral';
  return isLiteral ? { subject, value: (literal as hbs.AST.StringLiteral | hbs.AST.NumberLiteral).value } : undefined;
}
