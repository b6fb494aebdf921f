using System.Buffers;
using System.Text.Json;

namespace Parley.OpenAI;

/// <summary>Collects JSON strings as text, without a string for each.</summary>
internal sealed class TextBuffer : IDisposable
{
    private const int FirstSize = 256;

    private char[] _buffer = [];

    public int Length { get; private set; }

    public void Append(ref Utf8JsonReader reader)
    {
        var bytes = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (bytes == 0)
        {
            return;
        }

        // A UTF-8 text never has more UTF-16 units than bytes.
        Grow(Length + bytes);
        Length += reader.CopyString(_buffer.AsSpan(Length));
    }

    /// <summary>The text so far; the buffer is empty after it.</summary>
    public string Take()
    {
        var text = Length == 0 ? "" : new string(_buffer, 0, Length);
        Length = 0;
        return text;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<char>.Shared.Return(_buffer, clearArray: true);
            _buffer = [];
        }
    }

    private void Grow(int needed)
    {
        if (needed <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<char>.Shared.Rent(Math.Max(FirstSize, Math.Max(needed, _buffer.Length * 2)));
        _buffer.AsSpan(0, Length).CopyTo(larger);
        Dispose();
        _buffer = larger;
    }
}
