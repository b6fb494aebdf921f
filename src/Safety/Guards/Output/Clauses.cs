namespace Parley.Safety;

/// <summary>
/// Cuts an answer into the pieces that are judged together: after sentences and lines, after commas where a piece is long enough, and at the latest
/// after 400 characters. A cut depends on what stands before it alone, so it does not matter in which pieces the answer comes.
/// </summary>
internal sealed class Clauses
{
    public const int Longest = 400;

    // The first piece may be short: a reader waits for it.
    private const int LeastFirst = 16;
    private const int LeastSentence = 16;
    private const int LeastClause = 28;
    private const int LeastWords = 40;
    private const int LeastIdeographs = 8;

    private int _at;
    private int _seen;
    private bool _isBegun;

    /// <param name="rest">What is known from the start of the piece on.</param>
    /// <param name="final">Whether nothing follows.</param>
    /// <returns>The length of the piece, or 0 when more must be known.</returns>
    public int Next(ReadOnlySpan<char> rest, bool final)
    {
        for (; _at < rest.Length; _at++)
        {
            var here = rest[_at];
            if (char.IsWhiteSpace(here) ? _at + 1 - _seen >= Least(_at > 0 ? rest[_at - 1] : '\0', here) : here is '。' or '！' or '？' && _at + 1 - _seen >= LeastIdeographs)
            {
                return End(_at + 1);
            }

            if (_at + 1 - _seen == Longest)
            {
                return End(char.IsHighSurrogate(here) ? _at : _at + 1);
            }
        }

        return final && rest.Length > 0 ? End(rest.Length) : 0;
    }

    /// <summary>The next piece begins before the end of the last one, and goes on after it.</summary>
    /// <param name="seen">How much of it was in the last one.</param>
    public void Carry(int seen) => (_at, _seen) = (seen, seen);

    private int Least(char before, char here) =>
        here == '\n' || before is '.' or '!' or '?' or ':' or ';' or '…' ? LeastSentence
        : !_isBegun ? LeastFirst
        : before == ',' ? LeastClause
        : LeastWords;

    private int End(int length)
    {
        (_at, _seen, _isBegun) = (0, 0, true);
        return length;
    }
}
