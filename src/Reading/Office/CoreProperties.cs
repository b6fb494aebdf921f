namespace Parley.Reading.Office;

/// <summary>What an Office file says about itself.</summary>
internal static class CoreProperties
{
    private const string Part = "docProps/core.xml";

    public static string? Title(Package package) =>
        package.Has(Part) && package.Xml(Part).Element("title")?.Text is { } title && !string.IsNullOrWhiteSpace(title) ? title : null;
}
