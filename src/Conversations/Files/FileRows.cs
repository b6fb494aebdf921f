using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>What is kept sealed of a file beside its content.</summary>
internal sealed record FileCard(string Name, string Purpose)
{
    private const string Table = "files";

    public byte[] Seal(DataKey key, FileId id) =>
        key.Seal(Table, id.Value, JsonSerializer.SerializeToUtf8Bytes(this, FileJson.Default.FileCard));

    public static FileCard Open(DataKey key, string id, byte[] card) =>
        JsonSerializer.Deserialize(key.OpenBytes(Table, id, card), FileJson.Default.FileCard)!;
}

internal sealed record FileRow(string Id, byte[] Card, string MediaType, string Kind, long Bytes, long? Width, long? Height, long CreatedAt)
{
    public const string Columns =
        """
        id AS "Id", card AS "Card", media_type AS "MediaType", kind AS "Kind", bytes AS "Bytes", width AS "Width", height AS "Height",
        created_at AS "CreatedAt"
        """;

    public StoredFile Open(DataKey key)
    {
        var card = FileCard.Open(key, Id, Card);
        return new(new(Id), card.Name, MediaType, Kind, card.Purpose, Bytes, (int?)Width, (int?)Height, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt));
    }
}

[JsonSerializable(typeof(FileCard))]
internal sealed partial class FileJson : JsonSerializerContext;
