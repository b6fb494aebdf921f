namespace Parley.Conversations;

/// <summary>Marks that turn the direction of writing. A piece of a text must not turn what is written behind it.</summary>
internal static class Directions
{
    private const char EndOfEmbedding = '\u202C';
    private const char EndOfIsolate = '\u2069';

    /// <returns>What ends the directions that a text begins and does not end.</returns>
    public static string Closers(string text)
    {
        var open = new Stack<char>();
        foreach (var c in text)
        {
            if (c is '\u202A' or '\u202B' or '\u202D' or '\u202E')
            {
                open.Push(EndOfEmbedding);
            }
            else if (c is '\u2066' or '\u2067' or '\u2068')
            {
                open.Push(EndOfIsolate);
            }
            else if (open.Count > 0 && c == open.Peek())
            {
                open.Pop();
            }
        }

        return string.Concat(open);
    }
}
