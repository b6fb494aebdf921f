namespace Parley.Ranking;

/// <summary>
/// What an index holds of the forms of a plan, of those chunks only that the asker may find. It is read a block of chunk numbers at a time, so
/// that ranking needs memory for one block, however many chunks there are.
/// </summary>
public interface IPostings
{
    /// <summary>Chunk numbers of a block.</summary>
    int BlockSize { get; }

    /// <summary>Blocks in all, numbered from 0.</summary>
    int Blocks { get; }

    /// <summary>The least number that a chunk of a block can have; it rises with the block.</summary>
    int FirstOf(int block);

    /// <returns>Null when no chunk that may be found holds the form.</returns>
    IPostingList? Find(string form);
}

/// <summary>The chunks that hold one form.</summary>
public interface IPostingList
{
    /// <summary>Chunks that hold it and are not read, because they are too many; 0 as a rule.</summary>
    long LeftOut { get; }

    /// <summary>Says which chunks of a block hold it: a bit each, the lowest of the first word for the block's first.</summary>
    /// <param name="held">Comes empty; room for a block.</param>
    /// <returns>False when none does.</returns>
    bool Mark(int block, Span<ulong> held);

    /// <param name="into">Receives the block's postings in any order; room for a block.</param>
    /// <returns>How many there are.</returns>
    int Read(int block, Span<Posting> into);
}
