using System.Buffers;

namespace Parley.Exchange;

internal enum ItemFault
{
    None,

    /// <summary>It is larger than one item may be; its bytes were read away.</summary>
    TooLarge,

    /// <summary>The text ends in the middle of it, or before the list's end.</summary>
    Cut,
}

/// <param name="Bytes">Valid until the next item is read; nothing when there is a fault.</param>
internal readonly record struct JsonItem(ReadOnlyMemory<byte> Bytes, ItemFault Fault);

/// <summary>
/// Takes the items of a list out of a JSON text of any size, or the one object that it is, without reading more of it than the item at
/// hand. It counts brackets and minds strings, and judges nothing else: whether an item is JSON is asked when it is read.
/// </summary>
internal sealed class JsonItems(Stream text, int mostBytes)
{
    private static readonly SearchValues<byte> Brackets = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> TextEnds = SearchValues.Create("\"\\"u8);

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly ArrayBufferWriter<byte> _item = new();
    private int _start;
    private int _end;
    private Place _place;
    private bool _isList;
    private int _depth;
    private long _length;

    private enum Place
    {
        Before,
        Between,
        Inside,
        InText,
        Escaped,
        After,
    }

    /// <returns>Null after the last.</returns>
    /// <exception cref="BrokenUploadException">The text is not JSON at all.</exception>
    public async ValueTask<JsonItem?> NextAsync(CancellationToken cancellationToken)
    {
        _item.ResetWrittenCount();
        _length = 0;
        while (_place != Place.After)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await text.ReadAsync(_buffer, cancellationToken));
                if (_end == 0)
                {
                    return End();
                }
            }

            if (Scan())
            {
                return _length > mostBytes
                    ? new(default, ItemFault.TooLarge)
                    : new(_item.WrittenMemory, ItemFault.None);
            }
        }

        return null;
    }

    private JsonItem? End()
    {
        if (_place == Place.Before)
        {
            throw new BrokenUploadException("The file is empty.");
        }

        _place = Place.After;
        return new(default, ItemFault.Cut);
    }

    /// <summary>Goes on over what was read, up to the end of an item or of what there is.</summary>
    /// <returns>True when an item is whole.</returns>
    private bool Scan()
    {
        var bytes = _buffer.AsSpan(_start, _end - _start);
        var (from, at) = (0, 0);
        var isWhole = false;
        while (at < bytes.Length && !isWhole && _place != Place.After)
        {
            switch (_place)
            {
                case Place.Before or Place.Between:
                    at += Begin(bytes[at]) ? 0 : 1;
                    from = at;
                    break;
                case Place.Inside:
                    isWhole = Inside(bytes, ref at);
                    break;
                case Place.InText:
                    var end = bytes[at..].IndexOfAny(TextEnds);
                    at = end < 0 ? bytes.Length : at + end + 1;
                    _place = end < 0 ? Place.InText : bytes[at - 1] == '\\' ? Place.Escaped : Place.Inside;
                    break;
                default:
                    at++;
                    _place = Place.InText;
                    break;
            }
        }

        Keep(bytes[from..at]);
        _start += at;
        if (isWhole)
        {
            _place = _isList ? Place.Between : Place.After;
        }

        return isWhole;
    }

    /// <returns>True when an item begins with this byte.</returns>
    private bool Begin(byte first)
    {
        if (first is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' || (_place == Place.Before && first is 0xEF or 0xBB or 0xBF))
        {
            return false;
        }

        if (_place == Place.Before)
        {
            _isList = first == '[';
            _place = _isList ? Place.Between : first == '{' ? Place.Inside
                : throw new BrokenUploadException("The file is not JSON: neither a list nor an object.");
            return !_isList;
        }

        if (first is (byte)']' or (byte)',')
        {
            _place = first == ']' ? Place.After : Place.Between;
            return false;
        }

        _place = Place.Inside;
        return true;
    }

    private bool Inside(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (_depth > 0)
        {
            var next = bytes[at..].IndexOfAny(Brackets);
            at = next < 0 ? bytes.Length : at + next;
            if (next < 0)
            {
                return false;
            }
        }

        var letter = bytes[at];
        if (_depth == 0 && letter is (byte)',' or (byte)']' or (byte)'}')
        {
            // A number or a word ends before this; a brace that closes nothing is passed over, or it would be met forever.
            at += letter == '}' ? 1 : 0;
            return true;
        }

        at++;
        _depth += letter is (byte)'{' or (byte)'[' ? 1 : letter is (byte)'}' or (byte)']' ? -1 : 0;
        _place = letter == '"' ? Place.InText : Place.Inside;
        return _depth == 0 && letter is (byte)'}' or (byte)']';
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        _length += part.Length;
        if (_length <= mostBytes)
        {
            _item.Write(part);
        }
        else
        {
            _item.ResetWrittenCount();
        }
    }
}
