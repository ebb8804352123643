namespace SegmentationService.Core.Tests;

public class EnumNamesTests
{
    private enum Light
    {
        Red,
        Green,
    }

    [Fact]
    public void TryParse_NameOrNot_FindsTheMember()
    {
        var names = new EnumNames<Light>((Light.Green, "go"), (Light.Red, "stop"));

        Assert.Equal(("stop", "go"), (names[Light.Red], names[Light.Green]));
        Assert.True(names.TryParse("go", out var light));
        Assert.Equal(Light.Green, light);
        Assert.False(names.TryParse("Go", out _));
        Assert.False(names.TryParse(null, out _));
        Assert.Equal(["go", "stop"], names.All);
    }

    [Fact]
    public void New_MemberLeftOutOrTwiceOrNameTwice_Throws()
    {
        Assert.Throws<ArgumentException>(() => new EnumNames<Light>((Light.Red, "stop")));
        Assert.Throws<ArgumentException>(() => new EnumNames<Light>((Light.Red, "stop"), (Light.Red, "halt")));
        Assert.Throws<ArgumentException>(() => new EnumNames<Light>((Light.Red, "stop"), (Light.Green, "stop")));
    }
}
