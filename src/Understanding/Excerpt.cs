namespace Parley.Understanding;

/// <summary>The part of a message that is looked at: its beginning and its end, where a wish stands.</summary>
internal static class Excerpt
{
    public const int Head = 2_000;
    public const int Tail = 500;

    /// <summary>The longest excerpt, in UTF-16 code units.</summary>
    public const int Longest = Head + 1 + Tail;

    /// <returns>The message itself, or as much as fits of both its ends, with a line between them; never half a surrogate pair.</returns>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> text, Span<char> room)
    {
        if (text.Length <= Longest)
        {
            return text;
        }

        var head = char.IsHighSurrogate(text[Head - 1]) ? Head - 1 : Head;
        var from = text.Length - Tail;
        from += char.IsLowSurrogate(text[from]) ? 1 : 0;
        text[..head].CopyTo(room);
        room[head] = '\n';
        text[from..].CopyTo(room[(head + 1)..]);
        return room[..(head + 1 + text.Length - from)];
    }
}
