namespace Parley.Storage;

/// <summary>Where an installation keeps what it knows.</summary>
public sealed record StorageOptions
{
    /// <summary>Folder of everything kept in files: the database, keys, models.</summary>
    public string DataFolder { get; init; } = "./data";

    /// <summary>32 bytes in base64; empty: a file in the data folder, which is made on the first start.</summary>
    public string MasterKey { get; init; } = "";

    public override string ToString() => $"StorageOptions {{ DataFolder = {DataFolder} }}";
}
