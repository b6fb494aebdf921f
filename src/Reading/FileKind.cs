namespace Parley.Reading;

/// <summary>How a file is read.</summary>
internal enum FileKind
{
    Plain,
    Markdown,
    Html,
    Csv,
    Json,
    JsonLines,
    Code,
    RichText,
    Mail,
    Pdf,
    Word,
    Slides,
    Sheets,
    Image,
}

/// <summary>A kind by its names. The media type is what is kept of a file, so it alone must lead back to the kind.</summary>
/// <param name="Endings">The first is the usual one.</param>
internal sealed record FileType(FileKind Kind, string MediaType, params string[] Endings)
{
    private const string OpenXml = "application/vnd.openxmlformats-officedocument.";

    public bool IsText => Kind is <= FileKind.RichText or FileKind.Mail;

    /// <summary>Of source code: the name of its language.</summary>
    public string Language => MediaType.StartsWith("text/x-", StringComparison.Ordinal) ? MediaType["text/x-".Length..] : "";

    public static FileType Plain { get; } = new(FileKind.Plain, "text/plain", ".txt", ".text", ".log", ".rst", ".adoc", ".tex", ".srt", ".vtt");

    public static FileType Html { get; } = new(FileKind.Html, "text/html", ".html", ".htm", ".xhtml");

    public static FileType Json { get; } = new(FileKind.Json, "application/json", ".json", ".geojson");

    public static FileType Mail { get; } = new(FileKind.Mail, "message/rfc822", ".eml", ".mht", ".mhtml");

    public static FileType RichText { get; } = new(FileKind.RichText, "application/rtf", ".rtf");

    public static FileType Pdf { get; } = new(FileKind.Pdf, "application/pdf", ".pdf");

    public static FileType Word { get; } = new(FileKind.Word, OpenXml + "wordprocessingml.document", ".docx", ".docm", ".dotx");

    public static FileType Slides { get; } = new(FileKind.Slides, OpenXml + "presentationml.presentation", ".pptx", ".pptm", ".ppsx");

    public static FileType Sheets { get; } = new(FileKind.Sheets, OpenXml + "spreadsheetml.sheet", ".xlsx", ".xlsm");

    public static IReadOnlyList<FileType> All { get; } =
    [
        Plain, new(FileKind.Markdown, "text/markdown", ".md", ".markdown", ".mdx"), Html, new(FileKind.Csv, "text/csv", ".csv"),
        new(FileKind.Csv, "text/tab-separated-values", ".tsv", ".tab"), Json, new(FileKind.JsonLines, "application/x-ndjson", ".ndjson", ".jsonl"),
        Mail, RichText, Pdf, Word, Slides, Sheets,
        new(FileKind.Image, "image/png", ".png"), new(FileKind.Image, "image/jpeg", ".jpg", ".jpeg"), new(FileKind.Image, "image/tiff", ".tif", ".tiff"),
        new(FileKind.Image, "image/bmp", ".bmp"), new(FileKind.Image, "image/webp", ".webp"), new(FileKind.Image, "image/gif", ".gif"),
        Code("csharp", ".cs"), Code("fsharp", ".fs"), Code("java", ".java"), Code("kotlin", ".kt"), Code("python", ".py"), Code("javascript", ".js", ".mjs", ".cjs", ".jsx"),
        Code("typescript", ".ts", ".tsx"), Code("c", ".c", ".h"), Code("cpp", ".cpp", ".cc", ".cxx", ".hpp", ".hh"), Code("go", ".go"), Code("rust", ".rs"),
        Code("ruby", ".rb"), Code("php", ".php"), Code("swift", ".swift"), Code("scala", ".scala"), Code("sh", ".sh", ".bash", ".zsh"), Code("powershell", ".ps1"),
        Code("sql", ".sql"), Code("r", ".r"), Code("lua", ".lua"), Code("perl", ".pl", ".pm"), Code("dart", ".dart"), Code("css", ".css", ".scss", ".less"),
        Code("yaml", ".yaml", ".yml"), Code("toml", ".toml"), Code("ini", ".ini", ".cfg", ".conf", ".properties"), Code("xml", ".xml", ".xsd", ".xsl", ".csproj"),
        Code("dockerfile", ".dockerfile"), Code("makefile", ".mk"), Code("proto", ".proto"), Code("graphql", ".graphql"), Code("vue", ".vue"), Code("svelte", ".svelte"),
    ];

    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["text/x-markdown"] = "text/markdown",
        ["application/xhtml+xml"] = "text/html",
        ["application/csv"] = "text/csv",
        ["text/comma-separated-values"] = "text/csv",
        ["text/json"] = "application/json",
        ["application/x-jsonlines"] = "application/x-ndjson",
        ["application/jsonl"] = "application/x-ndjson",
        ["application/jsonlines"] = "application/x-ndjson",
        ["text/rtf"] = "application/rtf",
        ["image/jpg"] = "image/jpeg",
        ["application/x-pdf"] = "application/pdf",
        ["application/javascript"] = "text/x-javascript",
        ["text/javascript"] = "text/x-javascript",
        ["application/xml"] = "text/x-xml",
        ["text/xml"] = "text/x-xml",
        ["text/css"] = "text/x-css",
        ["application/sql"] = "text/x-sql",
        ["application/yaml"] = "text/x-yaml",
        ["application/x-yaml"] = "text/x-yaml",
        ["text/x-java-source"] = "text/x-java",
        ["application/x-sh"] = "text/x-sh",
        ["application/toml"] = "text/x-toml",
    };

    private static readonly Dictionary<string, FileType> ByEnding = All.SelectMany(type => type.Endings, (type, ending) => (type, ending)).ToDictionary(x => x.ending, x => x.type);
    private static readonly Dictionary<string, FileType> ByMediaType = All.ToDictionary(type => type.MediaType);

    public static FileType? OfEnding(string ending) => ByEnding.GetValueOrDefault(ending);

    public static FileType? OfMediaType(string type) => ByMediaType.GetValueOrDefault(OtherNames.GetValueOrDefault(type, type));

    private static FileType Code(string language, params string[] endings) => new(FileKind.Code, "text/x-" + language, endings);
}
