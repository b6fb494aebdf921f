namespace Parley.Redaction;

/// <summary>A private key in PEM (RFC 7468), letter by letter, also inside of JSON, where its line ends are written out.</summary>
internal sealed class KeyBlock
{
    private const string Opening = "-----BEGIN ";
    private const int DashesOfLine = 10;

    private int _dashes;
    private bool _isHeader;

    public bool IsWhole => _dashes == 2 * DashesOfLine;

    public static bool Starts(ReadOnlySpan<char> segment) =>
        segment.StartsWith(Opening) && segment[Opening.Length..].IndexOf("PRIVATE ") is >= 0 and < 32;

    public bool Takes(char c)
    {
        // Spaces stand in the first and the last line and in headers only: prose does not belong to a key.
        var isInside = _dashes % DashesOfLine > 0;
        _isHeader = c == ':' || (_isHeader && c is not ('\n' or '\r'));
        _dashes += c == '-' ? 1 : 0;
        return char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '/' or '=' or '\\' or '\r' or '\n' or ':' || (c is ' ' or ',' && (isInside || _isHeader));
    }
}
