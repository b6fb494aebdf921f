using System.Buffers.Binary;
using System.Text;

namespace Parley.Orchestration;

/// <summary>What a commit has of one turn's log.</summary>
/// <param name="Last">The number of its last event.</param>
/// <param name="Payload">The events, packed and sealed under that number.</param>
internal sealed record LogPiece(TurnId Turn, long Last, byte[] Payload)
{
    /// <summary>
    /// What is larger than this, in bytes of JSON, is worth a row of its own: with what the next commit adds it still fits a page of the database. What is
    /// deleted of longer rows stays behind on pages that are free.
    /// </summary>
    public const int Largest = 2_500;

    private const int Head = 1 + sizeof(long) + sizeof(int);

    /// <summary>How much a piece takes among others, in bytes.</summary>
    public int Size => Head + Turn.Value.Length + Payload.Length;

    /// <summary>
    /// Pieces of many turns: of each the length of its turn's id (1 byte), the id in ASCII, the number (8 bytes, little endian), the length of
    /// the payload (4 bytes) and the payload.
    /// </summary>
    public static byte[] Join(IReadOnlyCollection<LogPiece> pieces)
    {
        var joined = new byte[pieces.Sum(piece => piece.Size)];
        var at = joined.AsSpan();
        foreach (var piece in pieces)
        {
            at[0] = (byte)Encoding.ASCII.GetBytes(piece.Turn.Value, at[1..]);
            at = at[(1 + at[0])..];
            BinaryPrimitives.WriteInt64LittleEndian(at, piece.Last);
            BinaryPrimitives.WriteInt32LittleEndian(at[sizeof(long)..], piece.Payload.Length);
            piece.Payload.CopyTo(at[(Head - 1)..]);
            at = at[(Head - 1 + piece.Payload.Length)..];
        }

        return joined;
    }

    /// <summary>Overwrites the payloads of some turns.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Blank(byte[] joined, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> turns)
    {
        var found = false;
        Span<char> turn = stackalloc char[byte.MaxValue];
        for (var at = 0; at < joined.Length;)
        {
            var letters = Encoding.ASCII.GetChars(joined.AsSpan(at + 1, joined[at]), turn);
            at += letters + Head;
            var payload = joined.AsSpan(at, BinaryPrimitives.ReadInt32LittleEndian(joined.AsSpan(at - sizeof(int))));
            if (turns.Contains(turn[..letters]))
            {
                payload.Clear();
                found = true;
            }

            at += payload.Length;
        }

        return found;
    }

    /// <summary>The pieces.</summary>
    public static IEnumerable<LogPiece> Split(byte[] joined)
    {
        for (var at = 0; at < joined.Length;)
        {
            var turn = new TurnId(Encoding.ASCII.GetString(joined, at + 1, joined[at]));
            at += 1 + joined[at];
            var last = BinaryPrimitives.ReadInt64LittleEndian(joined.AsSpan(at));
            var length = BinaryPrimitives.ReadInt32LittleEndian(joined.AsSpan(at + sizeof(long)));
            at += Head - 1;
            yield return new(turn, last, joined[at..(at + length)]);
            at += length;
        }
    }
}
