namespace Parley.Knowledge.Indexing;

/// <summary>
/// Packs the postings of one term, ascending by chunk: the distance to the chunk before with two bits that tell what follows (nothing: once in
/// the body; 1: how often in the body; 2: how often in each field). A posting takes two bytes as a rule.
/// </summary>
internal static class PostingCodec
{
    public const uint OnceInBody = 0;
    public const uint InBody = 1;
    public const uint InFields = 2;

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
        for (var postings = new PostingReader(packed, from); postings.Next();)
        {
            into.Add(new(postings.Chunk, postings.Counts));
        }
    }
}

/// <summary>Reads what <see cref="PostingCodec"/> packed, one posting after the other.</summary>
internal ref struct PostingReader(ReadOnlySpan<byte> packed, int from)
{
    private ByteReader _bytes = new(packed);

    public int Chunk { get; private set; } = from;

    public FieldCounts Counts { get; private set; }

    /// <returns>False at the end.</returns>
    public bool Next()
    {
        if (_bytes.IsAtEnd)
        {
            return false;
        }

        Counts = Begin() switch
        {
            PostingCodec.OnceInBody => new(1, 0, 0, 0),
            PostingCodec.InBody => new((int)_bytes.Number(), 0, 0, 0),
            _ => new((int)_bytes.Number(), (int)_bytes.Number(), (int)_bytes.Number(), (int)_bytes.Number()),
        };
        return true;
    }

    /// <summary>Goes on where only the chunk is wanted.</summary>
    /// <returns>False at the end.</returns>
    public bool NextChunk()
    {
        if (_bytes.IsAtEnd)
        {
            return false;
        }

        for (var more = Begin() switch { PostingCodec.OnceInBody => 0, PostingCodec.InBody => 1, _ => 4 }; more > 0; more--)
        {
            _bytes.Number();
        }

        return true;
    }

    private uint Begin()
    {
        var head = _bytes.Number();
        Chunk += (int)(head >> 2);
        return head & 3;
    }
}
