using System.Text;
using System.Text.Json.Nodes;

namespace Parley.Server.Tests.Fuzz;

/// <summary>The bytes of a body, and what was done to them.</summary>
internal sealed record FuzzBody(string Kind, byte[] Bytes, string MediaType);

/// <summary>Makes bodies: a valid one, spoilt in one of many ways.</summary>
internal sealed class FuzzBodies(Values values, Random chance)
{
    private static readonly string[] MediaTypes =
    [
        "application/json", "application/json; charset=utf-16", "application/json; charset=latin1", "application/json; charset=\"", "text/plain",
        "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=b", "multipart/form-data; boundary=" + "b", "*/*", "application/x-ndjson",
        "application/octet-stream", "application/xml", "x", "application/json;;;", "application/vnd.api+json",
    ];

    public FuzzBody Make(JsonObject valid, string mediaType)
    {
        var json = Encoding.UTF8.GetBytes(valid.ToJsonString());
        return chance.Next(100) switch
        {
            < 18 => new("valid", json, mediaType),
            < 48 => new("field", Encoding.UTF8.GetBytes(Spoil(valid).ToJsonString()), mediaType),
            < 54 => new("any value", Encoding.UTF8.GetBytes(values.Any()?.ToJsonString() ?? "null"), mediaType),
            < 60 => new("duplicate keys", Twice(valid), mediaType),
            < 66 => new("cut", json[..chance.Next(json.Length)], mediaType),
            < 73 => new("flipped bytes", Flip(json), mediaType),
            < 79 => new("raw bytes", Noise(chance.Next(0, 2000)), mediaType),
            < 84 => new("encoding", Encode(valid.ToJsonString()), mediaType),
            < 88 => new("deep", Deep(), mediaType),
            < 89 => new("huge", Huge(valid), mediaType),
            < 94 => new("media type", json, MediaTypes[chance.Next(MediaTypes.Length)]),
            < 98 => new("form", Form(), "multipart/form-data; boundary=b"),
            _ => new("nothing", [], mediaType),
        };
    }

    private JsonObject Spoil(JsonObject valid)
    {
        var spoilt = (JsonObject)valid.DeepClone();
        for (var times = chance.Next(1, 4); times > 0; times--)
        {
            var places = Containers(spoilt).ToList();
            switch (places[chance.Next(places.Count)])
            {
                case JsonArray { Count: > 0 } list when chance.Next(3) > 0:
                    list[chance.Next(list.Count)] = values.Any();
                    break;
                case JsonArray list:
                    list.Add(values.Any());
                    break;
                case JsonObject { Count: > 0 } members when chance.Next(8) > 0:
                    var name = members.ElementAt(chance.Next(members.Count)).Key;
                    if (chance.Next(5) > 0)
                    {
                        members[name] = values.Any();
                    }
                    else
                    {
                        members.Remove(name);
                    }

                    break;
                case JsonObject members:
                    members[values.Text()] = values.Any();
                    break;
            }
        }

        return spoilt;
    }

    private static IEnumerable<JsonNode> Containers(JsonNode node) => node switch
    {
        JsonObject members => [members, .. members.Select(member => member.Value).OfType<JsonNode>().SelectMany(Containers)],
        JsonArray list => [list, .. list.OfType<JsonNode>().SelectMany(Containers)],
        _ => [],
    };

    private byte[] Twice(JsonObject valid)
    {
        var members = valid.Select(member => $"{JsonValue.Create(member.Key).ToJsonString()}:{member.Value?.ToJsonString() ?? "null"}").ToList();
        for (var times = chance.Next(1, 5); times > 0 && valid.Count > 0; times--)
        {
            members.Add($"{JsonValue.Create(valid.ElementAt(chance.Next(valid.Count)).Key).ToJsonString()}:{values.Any()?.ToJsonString() ?? "null"}");
        }

        return Encoding.UTF8.GetBytes("{" + string.Join(',', members) + "}");
    }

    private byte[] Flip(byte[] json)
    {
        var flipped = json.ToArray();
        for (var times = chance.Next(1, 8); times > 0 && flipped.Length > 0; times--)
        {
            flipped[chance.Next(flipped.Length)] = (byte)chance.Next(256);
        }

        return flipped;
    }

    private byte[] Noise(int length)
    {
        var noise = new byte[length];
        chance.NextBytes(noise);
        return noise;
    }

    private byte[] Encode(string json) => chance.Next(6) switch
    {
        0 => Encoding.Unicode.GetBytes(json),
        1 => Encoding.BigEndianUnicode.GetBytes(json),
        2 => Encoding.UTF32.GetBytes(json),
        3 => [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(json)],
        4 => Encoding.Latin1.GetBytes(json.Replace("\"x\"", "\"caf\u00e9\"", StringComparison.Ordinal)),
        _ => Encoding.UTF8.GetBytes(json.Replace("\"x\"", "\"\\ud800\\udfff\\udc00\"", StringComparison.Ordinal)),
    };

    private byte[] Deep()
    {
        var depth = chance.Next(2) == 0 ? chance.Next(20, 200) : chance.Next(1000, 100_000);
        return Encoding.UTF8.GetBytes(chance.Next(3) switch
        {
            0 => new string('[', depth) + new string(']', depth),
            1 => string.Concat(Enumerable.Repeat("{\"message\":", depth / 10)) + "1" + new string('}', depth / 10),
            _ => new string('[', depth),
        });
    }

    private byte[] Huge(JsonObject valid)
    {
        var huge = (JsonObject)valid.DeepClone();
        if (huge.Count > 0)
        {
            huge[huge.ElementAt(chance.Next(huge.Count)).Key] = new string('a', chance.Next(500_000, 1_500_000));
        }

        return Encoding.UTF8.GetBytes(huge.ToJsonString());
    }

    private byte[] Form()
    {
        var form = new StringBuilder();
        for (var parts = chance.Next(0, 5); parts > 0; parts--)
        {
            var name = chance.Next(3) == 0 ? values.Text() : ((string[])["file", "title", "acl", "metadata", "external_id"])[chance.Next(5)];
            form.Append("--b\r\nContent-Disposition: form-data; name=\"").Append(name).Append(chance.Next(2) == 0 ? "\"; filename=\"" + values.Word() + ".md\"" : "\"")
                .Append("\r\n\r\n").Append(values.Text()).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(form.Append(chance.Next(3) == 0 ? "--b" : "--b--\r\n").ToString());
    }
}
