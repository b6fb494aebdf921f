namespace Parley.Knowledge.Indexing;

/// <summary>
/// Packs the postings of one term, ascending by chunk: the distance to the chunk before with two bits that tell what follows (nothing: once in
/// the body; 1: how often in the body; 2: how often in each field). A posting takes two bytes as a rule.
/// </summary>
internal static class PostingCodec
{
    private const uint OnceInBody = 0;
    private const uint InBody = 1;
    private const uint InFields = 2;

    /// <param name="from">The number from which the first distance counts; not above the first chunk.</param>
    public static void Write(ByteWriter bytes, IEnumerable<Posting> postings, int from)
    {
        foreach (var (chunk, counts) in postings)
        {
            var kind = counts is { Title: 0, Heading: 0, Question: 0 } ? counts.Body == 1 ? OnceInBody : InBody : InFields;
            bytes.Number(((uint)(chunk - from) << 2) | kind);
            from = chunk;
            if (kind != OnceInBody)
            {
                bytes.Number((uint)counts.Body);
            }

            if (kind == InFields)
            {
                bytes.Number((uint)counts.Title);
                bytes.Number((uint)counts.Heading);
                bytes.Number((uint)counts.Question);
            }
        }
    }

    /// <summary>Appends what is packed to a list.</summary>
    public static void Read(ReadOnlySpan<byte> packed, int from, List<Posting> into)
    {
        for (var bytes = new ByteReader(packed); !bytes.IsAtEnd;)
        {
            var head = bytes.Number();
            from += (int)(head >> 2);
            into.Add(new(from, (head & 3) switch
            {
                OnceInBody => new(1, 0, 0, 0),
                InBody => new((int)bytes.Number(), 0, 0, 0),
                _ => new((int)bytes.Number(), (int)bytes.Number(), (int)bytes.Number(), (int)bytes.Number()),
            }));
        }
    }
}
