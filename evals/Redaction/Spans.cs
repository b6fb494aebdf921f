using System.Text.Json;
using Parley.Redaction;

namespace Parley.PersonalData;

/// <summary>A text of Presidio's sets with the kinds that its labels mean here.</summary>
/// <param name="Ignored">Places whose label is none of our kinds: what is found there counts neither for nor against.</param>
internal sealed record Spans(string Text, PersonalDatum[] Gold, PersonalDatum[] Ignored)
{
    private static readonly Dictionary<string, string> Meaning = new()
    {
        ["PERSON"] = DatumKinds.Person,
        ["STREET_ADDRESS"] = DatumKinds.Address,
        ["ADDRESS"] = DatumKinds.Address,
        ["ZIP_CODE"] = DatumKinds.Address,
        ["GPE"] = DatumKinds.Location,
        ["LOCATION"] = DatumKinds.Location,
        ["ORGANIZATION"] = DatumKinds.Organization,
        ["CREDIT_CARD"] = DatumKinds.Card,
        ["PHONE_NUMBER"] = DatumKinds.Phone,
        ["EMAIL_ADDRESS"] = DatumKinds.Email,
        ["IBAN_CODE"] = DatumKinds.Iban,
        ["US_SSN"] = DatumKinds.NationalId,
        ["IP_ADDRESS"] = DatumKinds.Ip,
        ["DOMAIN_NAME"] = "url/domain",
    };

    public static IEnumerable<Spans> Read(DataSet data, string set) => data.Read($"pii/{set}.jsonl.gz").Select(Read);

    /// <summary>URL and domain are one kind there.</summary>
    public static string KindOf(PersonalDatum datum) => datum.Kind is DatumKinds.Url or DatumKinds.Domain ? "url/domain" : datum.Kind;

    private static Spans Read(JsonElement line)
    {
        var text = line.GetProperty("text").GetString()!;
        var places = Places(text);
        var all = line.GetProperty("spans").EnumerateArray().Select(span =>
            new PersonalDatum(Meaning.GetValueOrDefault(span.GetProperty("type").GetString()!, ""), places[span.GetProperty("start").GetInt32()], places[span.GetProperty("end").GetInt32()], 1)).ToArray();
        return new(text, Joined(text, [.. all.Where(span => span.Kind.Length > 0).OrderBy(span => span.Start)]), [.. all.Where(span => span.Kind.Length == 0)]);
    }

    // Their offsets count code points.
    private static List<int> Places(string text)
    {
        var places = new List<int>();
        for (var at = 0; at < text.Length; at += char.IsSurrogatePair(text, at) ? 2 : 1)
        {
            places.Add(at);
            if (at + 1 >= text.Length)
            {
                break;
            }
        }

        places.Add(text.Length);
        return places;
    }

    // "77" and "3658 Sunburst Drive" stand beside each other there and are one address here.
    private static PersonalDatum[] Joined(string text, PersonalDatum[] spans)
    {
        var joined = new List<PersonalDatum>();
        foreach (var span in spans)
        {
            if (joined.Count > 0 && joined[^1] is var last && last.Kind == DatumKinds.Address && span.Kind == DatumKinds.Address
                && text.AsSpan(last.End, Math.Max(0, span.Start - last.End)).Trim(" \r\n\t,>.-").IsEmpty)
            {
                joined[^1] = last with { End = span.End };
            }
            else
            {
                joined.Add(span);
            }
        }

        return [.. joined];
    }
}
