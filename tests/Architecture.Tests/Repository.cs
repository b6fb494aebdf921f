using System.Reflection;
using System.Xml.Linq;

namespace Parley.Architecture.Tests;

/// <summary>The repository's own files, read as text.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    /// <summary>Every project, by its path from the root.</summary>
    public static IReadOnlyList<Project> Projects { get; } =
        [.. Find("*.csproj", "src", "tests", "samples", "bench", "evals").Select(path => new Project(path, XDocument.Load(Path.Combine(Root, path))))];

    /// <summary>Every source file of the product, without what the build makes.</summary>
    public static IReadOnlyList<Source> Sources { get; } =
        [.. Find("*.cs", "src").Select(path => new Source(path, File.ReadAllLines(Path.Combine(Root, path))))];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static IEnumerable<string> Find(string pattern, params string[] folders) =>
        from folder in folders
        where Directory.Exists(Path.Combine(Root, folder))
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules")
        orderby path
        select path;
}

internal sealed record Project(string Path, XDocument Xml)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The names of the projects that it references.</summary>
    public IReadOnlyList<string> References =>
        [.. Included("ProjectReference").Select(path => System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))];

    public IReadOnlyList<string> Packages => [.. Included("PackageReference")];

    private IEnumerable<string> Included(string element) => Xml.Descendants(element).Select(item => (string)item.Attribute("Include")!);
}

internal sealed record Source(string Path, string[] Lines)
{
    /// <summary>The folder under src, such as <c>Storage</c> or <c>Adapters/Sqlite</c>.</summary>
    public string Room => Path.Split('/') is ["src", "Adapters", var adapter, ..] ? "Adapters/" + adapter : Path.Split('/')[1];

    /// <summary>The lines that are not comments, with their numbers.</summary>
    public IEnumerable<(int Number, string Text)> Code =>
        Lines.Select((text, index) => (index + 1, text)).Where(line => !line.text.TrimStart().StartsWith("//", StringComparison.Ordinal));

    public string At(int line) => $"{Path}:{line}: {Lines[line - 1].Trim()}";
}
