using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Kernel;

/// <summary>What an identifier names; its prefix stands in front of every id of that kind.</summary>
public interface IIdKind
{
    /// <summary>The prefix without the underscore, such as <c>conv</c>.</summary>
    static abstract string Prefix { get; }
}

/// <summary>
/// An opaque, sortable identifier: a prefix, an underscore and the 32 hexadecimal digits of a UUID of version 7.
/// Ids of different kinds are different types, so that one cannot be passed for another.
/// </summary>
/// <param name="Value">The whole text, prefix included.</param>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct Id<TKind>(string Value) : IParsable<Id<TKind>>
    where TKind : IIdKind
{
    private const int LongestText = 80;

    /// <summary>A new id; ids made later sort later, on one node even within a millisecond.</summary>
    public static Id<TKind> New(TimeProvider time) => new($"{TKind.Prefix}_{IdText.NewDigits(time)}");

    /// <summary>What stands before every id made at this moment or later, and behind every earlier one.</summary>
    public static string From(DateTimeOffset time) => $"{TKind.Prefix}_{time.ToUnixTimeMilliseconds():x12}";

    /// <summary>Reads an id from outside. An unknown but harmless text parses: the row it names simply does not exist.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Id<TKind> result)
    {
        var fits = s is { Length: > 0 and <= LongestText } && !s.AsSpan().ContainsAnyExcept(IdText.Allowed);
        result = fits ? new(s!) : default;
        return fits;
    }

    /// <inheritdoc cref="TryParse"/>
    public static Id<TKind> Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"This is not an id of the form {TKind.Prefix}_….");

    /// <summary>When it was made by <see cref="New"/>, to the millisecond.</summary>
    public DateTimeOffset MadeAt() => DateTimeOffset.FromUnixTimeMilliseconds(
        long.Parse(Value.AsSpan(TKind.Prefix.Length + 1, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    public override string ToString() => Value;
}

internal static class IdText
{
    private const int CounterBits = 12;
    private const int MostAhead = 100;

    // Ids of one clock are in the order of their making; clocks that show different times, as tests have, do not disturb one another.
    private static readonly ConditionalWeakTable<TimeProvider, StrongBox<long>> Others = [];
    private static readonly StrongBox<long> OfSystem = new();

    public static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    /// <summary>The digits of a UUID of version 7 whose twelve bits after the time count what is made in the same millisecond.</summary>
    public static string NewDigits(TimeProvider time)
    {
        var place = NextPlace(
            ref (ReferenceEquals(time, TimeProvider.System) ? OfSystem : Others.GetOrCreateValue(time)).Value, time.GetUtcNow().ToUnixTimeMilliseconds());
        Span<byte> bytes = stackalloc byte[16];
        DrawnBytes.Fill(bytes[8..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (place >> CounterBits << 16) | 0x7000 | (place & ((1 << CounterBits) - 1)));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return Convert.ToHexStringLower(bytes);
    }

    // A full counter runs over into the next milliseconds, and a clock that steps back a little goes on from there; one that
    // stands elsewhere starts its own count.
    private static long NextPlace(ref long latest, long milliseconds)
    {
        while (true)
        {
            var last = Volatile.Read(ref latest);
            var next = (last >> CounterBits) - milliseconds is >= 0 and <= MostAhead ? last + 1 : milliseconds << CounterBits;
            if (Interlocked.CompareExchange(ref latest, next, last) == last)
            {
                return next;
            }
        }
    }
}

/// <summary>Writes every id as the string that it is.</summary>
public sealed class IdJsonConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Id<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(IdJsonConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
}

internal sealed class IdJsonConverter<TKind> : JsonConverter<Id<TKind>>
    where TKind : IIdKind
{
    public override Id<TKind> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Id<TKind>.TryParse(reader.GetString(), null, out var id)
            ? id
            : throw new JsonException($"An id is a string of the form {TKind.Prefix}_….");

    public override void Write(Utf8JsonWriter writer, Id<TKind> value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
