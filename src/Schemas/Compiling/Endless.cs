namespace Parley.Schemas.Compiling;

/// <summary>Refuses schemas that lead back to themselves at the same value: judging by them would never end.</summary>
internal static class Endless
{
    public static void Refuse(IEnumerable<SchemaNode> nodes)
    {
        var left = new HashSet<SchemaNode>();
        var open = new HashSet<SchemaNode>();
        foreach (var start in nodes)
        {
            // By hand and not by recursion: a chain of references may be as long as the schema.
            var way = new Stack<(SchemaNode Node, IEnumerator<SchemaNode> Next)>();
            Enter(start);
            while (way.TryPeek(out var at))
            {
                if (!at.Next.MoveNext())
                {
                    way.Pop();
                    open.Remove(at.Node);
                    left.Add(at.Node);
                }
                else if (open.Contains(at.Next.Current))
                {
                    throw new InvalidSchemaException(at.Node.Place, $"leads back to \"{at.Next.Current.Place}\" without going into the value, so judging would never end");
                }
                else
                {
                    Enter(at.Next.Current);
                }
            }

            void Enter(SchemaNode node)
            {
                if (!left.Contains(node) && open.Add(node))
                {
                    way.Push((node, node.Keywords.SelectMany(keyword => keyword.InPlace).GetEnumerator()));
                }
            }
        }
    }
}
