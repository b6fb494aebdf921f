using System.Globalization;
using Parley.Redaction;

namespace Parley.PersonalData;

/// <summary>What stands in the gaps of patterns.</summary>
internal static class Values
{
    /// <returns>The kind that is learned, or null where the value is of none of the tagged kinds; and the value.</returns>
    public static (string? Kind, string Value) Of(string gap, Inventor inventor, Random random) => gap switch
    {
        "P" => (DatumKinds.Person, inventor.Person()),
        "F" => (DatumKinds.Person, inventor.First()),
        "L" => (DatumKinds.Person, inventor.Last()),
        "G" => (null, inventor.One("given")),
        "A" => (DatumKinds.Address, inventor.Address()),
        "S" => (DatumKinds.Address, inventor.Street()),
        "Z" => (DatumKinds.Address, inventor.Zip()),
        "C" => (DatumKinds.Location, inventor.Place()),
        "O" => (DatumKinds.Organization, inventor.Organization()),
        "T" => (null, inventor.Title()),
        "num" => (null, inventor.Number(random.Next(1, 5))),
        "year" => (null, random.Next(1900, 2026).ToString(CultureInfo.InvariantCulture)),
        "date" => (null, random.Next(3) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"{random.Next(1, 13)}/{random.Next(1, 29)}/{random.Next(1940, 2026)}"),
            1 => string.Create(CultureInfo.InvariantCulture, $"{random.Next(1940, 2026)}-{random.Next(1, 13):00}-{random.Next(1, 29):00} {random.Next(24):00}:{random.Next(60):00}:{random.Next(60):00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{random.Next(1, 29)} {inventor.One("day")} {random.Next(1940, 2026)}"),
        }),
        "phone" => (null, $"{inventor.Number(3)}-{inventor.Number(3)}-{inventor.Number(4)}"),
        "email" => (null, $"{inventor.First()}{inventor.Last()}@{inventor.One("orgword").ToLowerInvariant()}.com".Replace(" ", "", StringComparison.Ordinal)),
        "url" => (null, $"https://www.{inventor.One("orgword").ToLowerInvariant()}{inventor.One("orgword").ToLowerInvariant()}.org/"),
        "card" => (null, $"4{inventor.Number(8)}{inventor.Number(7)}"),
        _ => (null, inventor.One(gap)),
    };
}
