/** Attributes that somebody reads or hears. */
const read = new Set(
  'aria-label aria-description aria-valuetext aria-roledescription alt title label placeholder description legend lead act none empty error'.split(
    ' ',
  ),
);

/** Names that are the same in each language. */
const names = new Set(['Parley']);

const hasWords = text => /\p{L}{2,}|^\p{Lu}$/u.test(text) && !names.has(text.trim());

/** The texts that an expression may come to, as far as they stand in the source. */
function* textsOf(node) {
  if (node.type === 'Literal' && typeof node.value === 'string') yield [node, node.value];
  else if (node.type === 'TemplateLiteral') yield [node, node.quasis.map(part => part.value.cooked).join('')];
  else if (node.type === 'ConditionalExpression') yield* [...textsOf(node.consequent), ...textsOf(node.alternate)];
  else if (node.type === 'LogicalExpression') yield* [...textsOf(node.left), ...textsOf(node.right)];
  else if (node.type === 'BinaryExpression' && node.operator === '+')
    yield* [...textsOf(node.left), ...textsOf(node.right)];
  else if (node.type === 'ArrayExpression') for (const item of node.elements) if (item) yield* textsOf(item);
}

/** Keeps the texts of the page in its catalogues: none stands in a part of the page or in what it shows. */
const texts = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { outside: 'This text belongs into the catalogues of src/i18n: “{{text}}”.' },
  },
  create(context) {
    const look = (node, text) => {
      if (hasWords(text)) context.report({ node, messageId: 'outside', data: { text: text.trim() } });
    };
    const lookAt = expression => {
      for (const [node, text] of textsOf(expression)) look(node, text);
    };
    return {
      JSXText: node => look(node, node.value),
      JSXExpressionContainer(node) {
        const above = node.parent;
        if (above.type === 'JSXAttribute' && !read.has(above.name.name)) return;
        lookAt(node.expression);
      },
      JSXAttribute(node) {
        if (read.has(node.name.name) && node.value?.type === 'Literal') lookAt(node.value);
      },
      Property(node) {
        const name = node.key.type === 'Literal' ? node.key.value : node.key.name;
        if (!node.computed && read.has(name)) lookAt(node.value);
      },
      AssignmentExpression(node) {
        if (node.left.type === 'MemberExpression' && node.left.property.name === 'title') lookAt(node.right);
      },
    };
  },
};

export default { rules: { texts } };
