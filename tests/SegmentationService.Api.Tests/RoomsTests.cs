namespace SegmentationService.Api.Tests;

/// <summary>Protects the order of the rooms that src/README.md draws: arrows between folders point one way, and none is missing from the drawing.</summary>
public sealed class RoomsTests
{
    private static readonly string Source = Path.Combine(Repository.Root, "src");

    /// <summary>The projects, and the room that has rooms of its own.</summary>
    public static TheoryData<string> Projects => ["SegmentationService.Core", "SegmentationService.Core.Clustering", "SegmentationService.Api"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Table_OfEveryProject_HasExactlyTheFoldersWithCode(string project) =>
        Assert.Equal(Folders(project).Order(), RoomsOf(project).Names.Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void Table_OfEveryProject_HasNoCircle(string project) => Assert.Empty(RoomsOf(project).Circle());

    [Theory]
    [MemberData(nameof(Projects))]
    public void Code_OfEveryProject_RefersOnlyToWhatTheTableAllows(string project)
    {
        var rooms = RoomsOf(project);
        var types = Folders(project).ToDictionary(folder => folder, folder => (IReadOnlySet<string>)Files(project, folder).Select(Path.GetFileNameWithoutExtension).OfType<string>().ToHashSet());
        string[] wrong =
        [
            .. from folder in Folders(project)
               from file in Files(project, folder)
               from other in rooms.WrongArrows(folder, File.ReadAllText(file), types)
               select $"{Path.GetRelativePath(Source, file)}: {folder} -> {other}",
        ];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong)); // Assert.Empty would cut the names
    }

    [Fact]
    public void Program_OfTheApi_IsAllThatRefersToHosting()
    {
        // Files outside the rooms stand above the roof; there is one.
        var files = Directory.GetFiles(Path.Combine(Source, "SegmentationService.Api"), "*.cs").Select(Path.GetFileName);
        Assert.Equal(["Program.cs"], files);
    }

    [Theory]
    [InlineData("using P.Roof;", "Roof")]
    [InlineData("class A { P.Roof.Tile tile; }", "Roof")]
    [InlineData("class A { Roof.Tile tile; }", "Roof")]
    [InlineData("// Roof.Tile\nclass A { string text = \"Roof.Tile\"; }", null)]
    [InlineData("class A { Stone stone; House.Roof.Tile tile; }", null)]
    [InlineData("using P.Cellar;", "Cellar")]
    [InlineData("using P.Floor;", null)]
    public void WrongArrows_OfOneFile_AreTheRoomsThatItsRowDoesNotName(string code, string? wrong)
    {
        var rooms = new Rooms("P", "# Page\n## P\n| room | what | may refer to |\n| --- | --- | --- |\n| Floor | a | |\n| Cellar | a | |\n| Wall | a | Floor |\n| Roof | b | Wall, Floor |\n\n## Q\n| Attic | c | |\n");
        Assert.Equal(["Cellar", "Floor", "Roof", "Wall"], rooms.Names.Order());
        Assert.Empty(rooms.Circle());
        var types = rooms.Names.ToDictionary(room => room, room => (IReadOnlySet<string>)new HashSet<string> { room == "Roof" ? "Tile" : "Stone" });
        Assert.Equal(wrong is null ? [] : [wrong], rooms.WrongArrows("Wall", code, types));
    }

    [Fact]
    public void Circle_OfATableWithOne_NamesItsRooms() =>
        Assert.Equal(["A", "B"], new Rooms("P", "## P\n| A | a | B |\n| B | b | A, C |\n| C | c | |\n").Circle());

    private static Rooms RoomsOf(string project) => new(project, File.ReadAllText(Path.Combine(Source, "README.md")));

    private static string[] Folders(string project) =>
        [.. Directory.GetDirectories(PathOf(project)).Select(folder => Path.GetFileName(folder)).Where(folder => folder is not ("bin" or "obj" or "node_modules") && Files(project, folder).Length > 0)];

    private static string[] Files(string project, string folder) => Directory.GetFiles(Path.Combine(PathOf(project), folder), "*.cs", SearchOption.AllDirectories);

    private static string PathOf(string project) => Path.Combine(Source, project.Replace(".Core.", ".Core/", StringComparison.Ordinal));
}
