using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Accounts;

/// <summary>An amount in the tenant's currency, counted in millionths; a decimal string in JSON, such as <c>"0.0042"</c>.</summary>
/// <param name="Micros">Millionths of the currency's unit.</param>
[JsonConverter(typeof(MoneyJsonConverter))]
public readonly record struct Money(long Micros) : IComparable<Money>
{
    private const decimal MicrosPerUnit = 1_000_000m;

    public static Money Zero => default;

    /// <summary>The amount in millionths, rounded away from zero, so that a cost is never counted too low.</summary>
    /// <exception cref="OverflowException">Beyond some nine trillion.</exception>
    public static Money From(decimal amount)
    {
        var micros = amount * MicrosPerUnit;
        return new(decimal.ToInt64(amount < 0 ? decimal.Floor(micros) : decimal.Ceiling(micros)));
    }

    /// <summary>Reads what <see cref="ToString"/> writes; at most six decimals.</summary>
    public static bool TryParse(string? text, out Money money)
    {
        money = default;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || Math.Abs(amount) > long.MaxValue / MicrosPerUnit
            || decimal.Round(amount, 6) != amount)
        {
            return false;
        }

        money = From(amount);
        return true;
    }

    public decimal ToDecimal() => Micros / MicrosPerUnit;

    public int CompareTo(Money other) => Micros.CompareTo(other.Micros);

    public override string ToString() => ToDecimal().ToString("0.######", CultureInfo.InvariantCulture);

    public static Money operator +(Money left, Money right) => new(checked(left.Micros + right.Micros));

    public static Money operator -(Money left, Money right) => new(checked(left.Micros - right.Micros));

    public static Money operator -(Money amount) => new(checked(-amount.Micros));

    public static bool operator <(Money left, Money right) => left.Micros < right.Micros;

    public static bool operator >(Money left, Money right) => left.Micros > right.Micros;

    public static bool operator <=(Money left, Money right) => left.Micros <= right.Micros;

    public static bool operator >=(Money left, Money right) => left.Micros >= right.Micros;
}

internal sealed class MoneyJsonConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Money.TryParse(reader.GetString(), out var money)
            ? money
            : throw new JsonException("An amount of money is a decimal string with at most six decimals, such as \"0.0042\".");

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
