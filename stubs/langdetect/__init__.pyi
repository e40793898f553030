PROFILES_DIRECTORY: str

class DetectorFactory:
    seed: int | None

def detect(text: str) -> str: ...
