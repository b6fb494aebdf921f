using System.Security.Cryptography;

namespace Parley.Kernel;

/// <summary>
/// Random bytes of the system's secure source, drawn for many at once: to ask for them costs more than to make them. They wait in memory
/// meanwhile, so they are for what is no secret, such as nonces and ids, and never for keys.
/// </summary>
public static class DrawnBytes
{
    private const int Drawn = 2048;

    [ThreadStatic]
    private static byte[]? _drawn;

    [ThreadStatic]
    private static int _left;

    /// <param name="bytes">Filled; 2,048 bytes at the most.</param>
    public static void Fill(Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, Drawn, nameof(bytes));
        _drawn ??= new byte[Drawn];
        if (_left < bytes.Length)
        {
            RandomNumberGenerator.Fill(_drawn);
            _left = Drawn;
        }

        _left -= bytes.Length;
        _drawn.AsSpan(_left, bytes.Length).CopyTo(bytes);
    }
}
