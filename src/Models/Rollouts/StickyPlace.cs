using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Models;

/// <summary>Where somebody stands when a route treats people differently: a matter of names alone, so the same on every node and after every start.</summary>
internal static class StickyPlace
{
    /// <param name="of">What is chosen by it: for each of them people stand in another order.</param>
    /// <param name="sticky">Whose the question is.</param>
    /// <returns>From 0 up to 100, evenly spread.</returns>
    public static double Of(string route, string of, string sticky) =>
        (BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{route}\n{of}\n{sticky}"))) >> 11) * (100d / (1UL << 53));
}
